# fails: no-twin alias
kubectl -n cvat create service externalname minio --external-name=minio.minio.svc.cluster.local
