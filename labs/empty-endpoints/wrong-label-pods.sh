# fails: survives-rollout labels-died-with-pod
kubectl -n minio label pod -l app=minio app=minio-server tier=storage --overwrite
