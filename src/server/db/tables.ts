// The rows as queries see them. Ids are UUID strings, times are microseconds, `json` columns are values;
// "text as sent" columns hold JSON texts whose numbers must not change (engine.md S6).

import type { ColumnType } from "kysely";
import type { Micros } from "../../lib/clock.ts";
import type { JsonObject } from "../../lib/json.ts";
import type { Role } from "../../schemas/roles.ts";
import type { Origin, Owner } from "../../schemas/record.ts";
import type { StateType } from "../../schemas/state.ts";

/** A column that an insert may leave out: it is null then. */
type Optional<T> = ColumnType<T | null, T | null | undefined, T | null>;

export type Labels = Record<string, string | number | boolean>;

export interface FlowTable {
  id: string;
  created: Micros;
  updated: Micros;
  name: string;
  tags: string[];
  labels: Labels;
}

/** The current state and the numbers that follow from all states (features §6.5); flow runs and task runs share them. */
export interface RunColumns {
  state_id: Optional<string>;
  state_type: Optional<StateType>;
  state_name: Optional<string>;
  state_timestamp: Optional<Micros>;
  run_count: number;
  expected_start_time: Optional<Micros>;
  next_scheduled_start_time: Optional<Micros>;
  start_time: Optional<Micros>;
  end_time: Optional<Micros>;
  total_run_time: Micros;
}

export interface FlowRunTable extends RunColumns {
  id: string;
  created: Micros;
  updated: Micros;
  flow_id: string;
  name: string;
  /** engine.md M0. */
  try: number;
  /** How many attempts there were; 0 for a run that Sluice does not execute. */
  attempt: number;
  /** engine.md L3: who may write. */
  attempt_token: Optional<string>;
  /** engine.md L1: null is never swept. */
  lease_expires_at: Optional<Micros>;
  /** The last heartbeat event, and the widest time between two. */
  heartbeat_at: Optional<Micros>;
  heartbeat_gap: Optional<Micros>;
  crash_retries: Optional<number>;
  deployment_id: Optional<string>;
  deployment_version: Optional<string>;
  work_queue_id: Optional<string>;
  work_queue_name: Optional<string>;
  parent_task_run_id: Optional<string>;
  idempotency_key: Optional<string>;
  flow_version: Optional<string>;
  auto_scheduled: boolean;
  infrastructure_document_id: Optional<string>;
  infrastructure_pid: Optional<string>;
  tags: string[];
  labels: Labels;
  empirical_policy: JsonObject;
  created_by: Optional<JsonObject>;
  /** Text as sent. */
  context: string;
  /** Text as sent. */
  job_variables: Optional<string>;
  owner: Optional<Owner>;
  origin: Optional<Origin>;
  notes: Optional<string[]>;
  /** Text as sent. */
  parameters: string;
  result_meta: Optional<ResultMeta>;
  result: Optional<string>;
}

/** What is known of a result beside its bytes. */
export interface ResultMeta {
  serializer?: string | null | undefined;
  reference?: { storage_key: string; storage_block_id?: string | null | undefined; size: number } | null | undefined;
  expiration?: Micros | null | undefined;
  reason?: string | null | undefined;
}

export type AttemptCause = "start" | "manual" | "failed" | "crashed";

export interface FlowRunAttemptTable {
  flow_run_id: string;
  attempt: number;
  token: string;
  /** Why this attempt was begun. */
  cause: AttemptCause;
  started: Micros;
  ended: Optional<Micros>;
  owner: Optional<Owner>;
}

export interface TaskRunTable extends RunColumns {
  id: string;
  created: Micros;
  updated: Micros;
  flow_run_id: Optional<string>;
  dynamic_key: string;
  task_key: string;
  name: string;
  flow_run_run_count: number;
  try: number;
  generation: number;
  identity: Optional<string>;
  digest: Optional<string>;
  code: Optional<string>;
  weak: Optional<string>;
  reused: Optional<string>;
  cache_key: Optional<string>;
  cache_expiration: Optional<Micros>;
  task_version: Optional<string>;
  tags: string[];
  labels: Labels;
  empirical_policy: JsonObject;
  task_inputs: JsonObject;
  result_meta: Optional<ResultMeta>;
  result: Optional<string>;
}

export interface StateColumns {
  id: string;
  type: StateType;
  name: string;
  timestamp: Micros;
  message: Optional<string>;
  details: Optional<JsonObject>;
  /** Text as sent. */
  data: Optional<string>;
}

export interface FlowRunStateTable extends StateColumns {
  flow_run_id: string;
}

export interface TaskRunStateTable extends StateColumns {
  task_run_id: string;
}

export interface LogTable {
  id: string;
  created: Micros;
  timestamp: Micros;
  level: number;
  flow_run_id: Optional<string>;
  task_run_id: Optional<string>;
  name: string;
  message: string;
}

export interface ArtifactTable {
  id: string;
  created: Micros;
  updated: Micros;
  key: Optional<string>;
  type: Optional<string>;
  flow_run_id: Optional<string>;
  task_run_id: Optional<string>;
  description: Optional<string>;
  metadata: Optional<Record<string, string>>;
  /** Text as sent. */
  data: Optional<string>;
}

/** The latest artifact of every key. */
export interface ArtifactCollectionTable extends Omit<ArtifactTable, "key"> {
  key: string;
  latest_id: string;
}

export interface VariableTable {
  id: string;
  created: Micros;
  updated: Micros;
  name: string;
  tags: string[];
  /** Text as sent. */
  value: string;
}

export interface SavedSearchTable {
  id: string;
  created: Micros;
  updated: Micros;
  name: string;
  filters: JsonObject[];
}

export interface ConfigurationTable {
  id: string;
  created: Micros;
  updated: Micros;
  key: string;
  /** Text as sent. */
  value: string;
}

/** A limit of slots, for concurrency (holders keep them) or, with a decay, for rates. */
export interface ConcurrencyLimitTable {
  id: string;
  created: Micros;
  updated: Micros;
  /** `tag:<tag>` limits task runs, `deployment:<id>` the runs of a deployment. */
  name: string;
  active: boolean;
  slots: number;
  /** 0 where slots are given back by their holders. */
  slot_decay_per_second: number;
  /** When all slots of a decaying limit are free again (GCRA). */
  decayed_at: Optional<Micros>;
  denied_slots: number;
  avg_slot_occupancy_seconds: number;
}

/** The concurrency limit that the runs of a deployment share. */
export interface DeploymentLimitTable {
  deployment_id: string;
  limit_id: string;
  when_full: "ENQUEUE" | "CANCEL_NEW";
  lease_seconds: number;
}

/** engine.md S4: "slots in use" is the sum of the holders that have not expired. */
export interface SlotHolderTable {
  limit_id: string;
  lease_id: string;
  slots: number;
  acquired: Micros;
  /** Null: until they are given back. */
  expires: Optional<Micros>;
  holder_type: Optional<string>;
  holder_id: Optional<string>;
}

/** Who waits for slots, in the order of `since`; one that does not ask again in time loses its place. */
export interface SlotWaiterTable {
  limit_id: string;
  waiter_id: string;
  slots: number;
  since: Micros;
  expires: Micros;
}

export interface TaskRunStateCacheTable {
  cache_key: string;
  created: Micros;
  state_id: string;
  cache_expiration: Optional<Micros>;
}

/** engine.md S3: who runs a background loop, and until when. */
export interface ServiceTable {
  name: string;
  holder: string;
  expires: Micros;
}

/** Facts about the database itself: its schema number, the oldest program that may use it, when a server last ran. */
export interface MetaTable {
  key: string;
  value: string;
}

export interface FlowRunInputTable {
  id: string;
  created: Micros;
  updated: Micros;
  flow_run_id: string;
  key: string;
  sender: Optional<string>;
  /** Text as sent. */
  value: string;
}

export interface WorkPoolTable {
  id: string;
  created: Micros;
  updated: Micros;
  name: string;
  description: Optional<string>;
  type: string;
  is_paused: boolean;
  concurrency_limit: Optional<number>;
  default_queue_id: string;
  /** The status that was last told; what it is now follows from workers. */
  status: Optional<string>;
  storage_configuration: JsonObject;
  /** Text as sent. */
  base_job_template: string;
}

export interface WorkQueueTable {
  id: string;
  created: Micros;
  updated: Micros;
  work_pool_id: string;
  name: string;
  description: Optional<string>;
  is_paused: boolean;
  concurrency_limit: Optional<number>;
  /** 1 goes first. */
  priority: number;
  last_polled: Optional<Micros>;
  /** The status that was last told; what it is now follows from `last_polled`. */
  status: Optional<string>;
  filter: Optional<JsonObject>;
}

export interface WorkerTable {
  id: string;
  created: Micros;
  updated: Micros;
  work_pool_id: string;
  name: string;
  last_heartbeat_time: Micros;
  heartbeat_interval_seconds: Optional<number>;
  /** When it is taken for gone unless it says something before. */
  offline_at: Micros;
}

export interface DeploymentVersionTable {
  deployment_id: string;
  number: number;
  created: Micros;
  made_by: "deploy" | "update" | "rollback";
  /** Text: what brings the deployment back to it. */
  definition: string;
}

export interface DeploymentTable {
  id: string;
  created: Micros;
  updated: Micros;
  flow_id: string;
  name: string;
  version: Optional<string>;
  version_info: Optional<JsonObject>;
  description: Optional<string>;
  paused: boolean;
  tags: string[];
  labels: Labels;
  work_queue_id: Optional<string>;
  last_polled: Optional<Micros>;
  /** The status that was last told; what it is now follows from `last_polled`. */
  status: Optional<string>;
  enforce_parameter_schema: boolean;
  path: Optional<string>;
  entrypoint: Optional<string>;
  storage_document_id: Optional<string>;
  infrastructure_document_id: Optional<string>;
  concurrency_options: Optional<JsonObject>;
  created_by: Optional<JsonObject>;
  updated_by: Optional<JsonObject>;
  /** Text as sent. */
  job_variables: Optional<string>;
  /** Text as sent. */
  parameters: string;
  /** Text as sent. */
  pull_steps: Optional<string>;
  /** Text as sent. */
  parameter_openapi_schema: Optional<string>;
}

export interface DeploymentScheduleTable {
  id: string;
  created: Micros;
  updated: Micros;
  deployment_id: string;
  slug: Optional<string>;
  active: boolean;
  /** What the last deployment said about `active`: a switch by hand stays until that changes. */
  declared_active: boolean;
  max_scheduled_runs: Optional<number>;
  /** Up to when its runs have been made; what somebody deleted meanwhile is not made again. */
  scheduled_through: Optional<Micros>;
  /** When the scheduler looks at it next; null for never. */
  generate_at: Optional<Micros>;
  /** Tells the recurrence from others of the deployment: with a time it names one run. */
  content_key: string;
  schedule: JsonObject;
  /** Text as sent. */
  parameters: string;
}

/** Something that happened and is no state of a run: those are derived from their rows (engine.md W2). */
export interface EventTable {
  id: string;
  occurred: Micros;
  received: Micros;
  event: string;
  resource_id: string;
  follows: Optional<string>;
  resource: Record<string, string>;
  related: Record<string, string>[];
  /** Text as sent. */
  payload: string;
}

/** What else an event concerns, by id. */
export interface EventResourceTable {
  event_id: string;
  resource_id: string;
  role: string;
  occurred: Micros;
}

export interface BlockTypeTable {
  id: string;
  created: Micros;
  updated: Micros;
  name: string;
  slug: string;
  logo_url: Optional<string>;
  documentation_url: Optional<string>;
  description: Optional<string>;
  code_example: Optional<string>;
  is_protected: boolean;
}

export interface BlockSchemaTable {
  id: string;
  created: Micros;
  updated: Micros;
  block_type_id: string;
  checksum: string;
  version: string;
  capabilities: string[];
  /** Text as sent. */
  fields: string;
}

export interface BlockDocumentTable {
  id: string;
  created: Micros;
  updated: Micros;
  block_type_id: string;
  block_schema_id: string;
  name: string;
  is_anonymous: boolean;
  /** The data, encrypted. */
  sealed: string;
}

export interface AutomationTable {
  id: string;
  created: Micros;
  updated: Micros;
  name: string;
  description: Optional<string>;
  enabled: boolean;
  owner_resource: Optional<string>;
  tags: string[];
  /** Text as sent, with the ids of its triggers. */
  trigger: string;
  /** Text: the three lists of actions. */
  actions: string;
}

export interface CsrfTokenTable {
  id: string;
  created: Micros;
  updated: Micros;
  client: string;
  secret: string;
  expiration: Micros;
}

/** A background task that a worker was given; it is given to another when the worker is gone and has not begun it. */
/** A background task of our SDK that has not ended. */
export interface BackgroundTaskTable {
  task_run_id: string;
  task_key: string;
  priority: number;
  due: Micros;
  /** Text: the arguments in the rich serializer. */
  parameters: string;
  worker: Optional<string>;
  deliveries: number;
  cancelling: boolean;
}

/** A process that serves background tasks, ours or of Prefect's client. */
export interface TaskWorkerTable {
  worker: string;
  name: string;
  task_keys: string[];
  updated: Micros;
  lease_expires_at: Micros;
  owner: Optional<Owner>;
}

export interface TaskClaimTable {
  task_run_id: string;
  client_id: string;
  expires: Optional<Micros>;
}

export interface ApiKeyTable {
  id: string;
  created: Micros;
  name: string;
  role: Role;
  /** SHA-256 of the key, in hex: the key itself is told once and kept nowhere. */
  digest: string;
  /** The beginning of the key, to recognise it by. */
  hint: string;
  expires: Optional<Micros>;
  revoked: Optional<Micros>;
}

export interface AuditTable {
  id: string;
  occurred: Micros;
  actor: string;
  role: string;
  method: string;
  address: string;
  http_status: number;
}

/** The ended runs that were expected within an hour, counted by state; a roll-up that can be made again from the runs. */
export interface RunHourTable {
  kind: "flow_run" | "task_run";
  hour: Micros;
  /** Whether they have a parent. */
  is_child: boolean;
  state_type: StateType;
  state_name: string;
  runs: number;
  run_time: Micros;
  lateness: Micros;
}

/** An hour within the span whose runs are not counted: they are read as rows. */
export interface RunHourHoleTable {
  kind: "flow_run" | "task_run";
  hour: Micros;
}

/** From when until when runs are counted by the hour. */
export interface RunHourSpanTable {
  kind: "flow_run" | "task_run";
  since: Micros;
  until: Micros;
}

export interface Tables {
  run_hour: RunHourTable;
  run_hour_hole: RunHourHoleTable;
  run_hour_span: RunHourSpanTable;
  api_key: ApiKeyTable;
  audit: AuditTable;
  task_claim: TaskClaimTable;
  background_task: BackgroundTaskTable;
  task_worker: TaskWorkerTable;
  event: EventTable;
  event_resource: EventResourceTable;
  block_type: BlockTypeTable;
  block_schema: BlockSchemaTable;
  block_document: BlockDocumentTable;
  automation: AutomationTable;
  csrf_token: CsrfTokenTable;
  flow: FlowTable;
  flow_run: FlowRunTable;
  flow_run_attempt: FlowRunAttemptTable;
  flow_run_input: FlowRunInputTable;
  flow_run_state: FlowRunStateTable;
  task_run: TaskRunTable;
  task_run_state: TaskRunStateTable;
  log: LogTable;
  artifact: ArtifactTable;
  artifact_collection: ArtifactCollectionTable;
  variable: VariableTable;
  saved_search: SavedSearchTable;
  configuration: ConfigurationTable;
  concurrency_limit: ConcurrencyLimitTable;
  deployment: DeploymentTable;
  deployment_limit: DeploymentLimitTable;
  deployment_schedule: DeploymentScheduleTable;
  deployment_version: DeploymentVersionTable;
  slot_holder: SlotHolderTable;
  slot_waiter: SlotWaiterTable;
  task_run_state_cache: TaskRunStateCacheTable;
  service: ServiceTable;
  work_pool: WorkPoolTable;
  work_queue: WorkQueueTable;
  worker: WorkerTable;
  meta: MetaTable;
}
