# fails: db-protected nobody-calls
kubectl -n shop scale deploy web --replicas=0
kubectl -n other scale deploy stranger --replicas=0
