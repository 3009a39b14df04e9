kubectl -n cvat set env deploy/cvat-backend-server AWS_S3_ENDPOINT_URL=http://minio.minio
