# fails: only-storage-answers console-answers
kubectl -n minio patch svc minio --type=json -p '[{"op":"replace","path":"/spec/selector","value":{"part-of":"object-storage"}}]'
