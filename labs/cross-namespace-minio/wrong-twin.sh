# fails: no-twin twin
kubectl -n cvat create service clusterip minio --tcp=80:9000
