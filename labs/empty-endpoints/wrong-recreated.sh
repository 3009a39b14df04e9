# fails: same-service another-object
kubectl -n minio delete svc minio
kubectl -n minio expose deploy minio --name=minio --port=80 --target-port=9000
