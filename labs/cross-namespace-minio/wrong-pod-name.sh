# fails: survives-rollout died-with-pod
address=$(kubectl -n minio get pods -l app=minio -o jsonpath='{.items[0].status.podIP}')
kubectl -n cvat set env deploy/cvat-backend-server AWS_S3_ENDPOINT_URL=http://${address//./-}.minio.pod.cluster.local:9000
