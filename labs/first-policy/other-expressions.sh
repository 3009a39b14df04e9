kubectl apply -f - <<'EOF'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db-from-backend, namespace: shop}
spec:
  podSelector:
    matchExpressions: [{key: role, operator: In, values: [db]}]
  ingress:
  - from:
    - podSelector:
        matchExpressions: [{key: role, operator: In, values: [backend]}]
    ports: [{port: 5432}]
EOF
