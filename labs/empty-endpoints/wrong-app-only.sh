# fails: endpoints tier-remains
kubectl -n minio patch svc minio -p '{"spec":{"selector":{"app":"minio"}}}'
