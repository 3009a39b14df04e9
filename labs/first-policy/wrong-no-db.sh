# fails: db-protected target-down
kubectl -n shop scale deploy db --replicas=0
