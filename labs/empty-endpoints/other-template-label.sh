kubectl -n minio patch svc minio -p '{"spec":{"selector":{"app":"minio"}}}'
kubectl -n minio patch deploy minio -p '{"spec":{"template":{"metadata":{"labels":{"tier":"storage"}}}}}'
kubectl -n minio rollout status deploy/minio
