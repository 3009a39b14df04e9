kubectl -n minio patch svc minio --type=merge -p '{"spec":{"selector":{"app":"minio","tier":null}}}'
