# fails: new-pods newcomer-shut-out
BACKEND=$(kubectl -n shop get pods -l role=backend -o jsonpath='{.items[0].status.podIP}')
kubectl apply -f - <<EOF
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db-from-backend, namespace: shop}
spec:
  podSelector: {matchLabels: {role: db}}
  ingress:
  - from: [{ipBlock: {cidr: $BACKEND/32}}]
EOF
