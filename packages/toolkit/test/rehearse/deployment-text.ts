/** A Deployment `web` with a pod's spec, whose lines are indented by six. */
export function deploymentOf(podSpec: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
${podSpec}`;
}
