# fails: full-name address
kubectl -n cvat set env deploy/cvat-backend-server AWS_S3_ENDPOINT_URL=http://$(kubectl -n minio get svc minio -o jsonpath='{.spec.clusterIP}'):80
