kubectl -n minio patch svc minio --type=json \
  -p '[{"op":"replace","path":"/spec/selector","value":{"app":"minio"}}]'
