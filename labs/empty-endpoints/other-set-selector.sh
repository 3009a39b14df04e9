kubectl -n minio set selector svc minio app=minio
