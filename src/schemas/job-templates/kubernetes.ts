import type { JsonObject } from "../../lib/json.ts";
import { baseConfiguration, baseVariables } from "./base-variables.ts";

/** The Job that is made for a run: change it to add volumes, tolerations, sidecars. */
const jobManifest: JsonObject = {
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { labels: "{{ labels }}", namespace: "{{ namespace }}", generateName: "{{ name }}-" },
  spec: {
    parallelism: 1,
    completions: 1,
    backoffLimit: "{{ backoff_limit }}",
    ttlSecondsAfterFinished: "{{ finished_job_ttl }}",
    activeDeadlineSeconds: "{{ active_deadline_seconds }}",
    template: {
      spec: {
        restartPolicy: "Never",
        serviceAccountName: "{{ service_account_name }}",
        imagePullSecrets: "{{ image_pull_secrets }}",
        containers: [
          {
            name: "sluice-job",
            env: "{{ env }}",
            image: "{{ image }}",
            imagePullPolicy: "{{ image_pull_policy }}",
            args: "{{ command }}",
            resources: "{{ resources }}",
          },
        ],
      },
    },
  },
};

/** The base job template of work pools whose runs are Jobs of a Kubernetes cluster. */
export const kubernetesTemplate: JsonObject = {
  job_configuration: {
    ...baseConfiguration,
    namespace: "{{ namespace }}",
    job_manifest: jobManifest,
    stream_output: "{{ stream_output }}",
    pod_watch_timeout_seconds: "{{ pod_watch_timeout_seconds }}",
    job_watch_timeout_seconds: "{{ job_watch_timeout_seconds }}",
    delete_job_on_cancel: true,
  },
  variables: {
    type: "object",
    properties: {
      ...baseVariables,
      namespace: { title: "Namespace", description: "Where Jobs are made.", type: "string", default: "default" },
      image: { title: "Image", description: "The image that has the flow and its packages.", type: "string" },
      image_pull_policy: {
        title: "Image Pull Policy",
        description: "When a node pulls the image.",
        type: "string",
        enum: ["IfNotPresent", "Always", "Never"],
        default: "IfNotPresent",
      },
      image_pull_secrets: {
        title: "Image Pull Secrets",
        description: "Secrets for private registries: [{ name }].",
        type: "array",
        items: { type: "object" },
      },
      service_account_name: { title: "Service Account", description: "Whose rights the pod has.", type: "string" },
      resources: {
        title: "Resources",
        description: "Requests and limits of the container: { requests: { cpu, memory }, limits: { … } }.",
        type: "object",
      },
      backoff_limit: {
        title: "Backoff Limit",
        description: "How often Kubernetes starts another pod when one fails; Sluice has retries of its own.",
        type: "integer",
        default: 0,
        minimum: 0,
      },
      finished_job_ttl: {
        title: "Finished Job TTL",
        description: "Seconds after which an ended Job is removed; without it, it stays.",
        type: "integer",
      },
      active_deadline_seconds: {
        title: "Active Deadline",
        description: "Seconds after which Kubernetes ends the Job.",
        type: "integer",
      },
      pod_watch_timeout_seconds: {
        title: "Pod Watch Timeout",
        description: "How long a pod may take until it runs.",
        type: "integer",
        default: 60,
      },
      job_watch_timeout_seconds: {
        title: "Job Watch Timeout",
        description: "How long the Job may take; without it, as long as it likes.",
        type: "integer",
      },
      stream_output: {
        title: "Stream Output",
        description: "Whether what the pod writes goes to the logs of the run.",
        type: "boolean",
        default: true,
      },
    },
  },
};
