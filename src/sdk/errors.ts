// The errors that user code may meet, under the names that Prefect's documentation gives them.

import { SluiceError } from "../lib/sluice-error.ts";

export { isSluiceError, SluiceError } from "../lib/sluice-error.ts";
export {
  HttpStatusError,
  isHttpStatusError,
  isTransient,
  ServerUnreachable,
  statusError,
} from "../client/http-errors.ts";
export { isSerializationError, SecretNotSerializable, SerializationError } from "./serializers/serialization-error.ts";

// Runs

/** The run's process ended without a final state. */
export class CrashedRun extends SluiceError {
  static override readonly code = "crashed-run";
}

/** The run failed, and its own error is not there to be thrown. */
export class FailedRun extends SluiceError {
  static override readonly code = "failed-run";
}

/** The run was cancelled. */
export class CancelledRun extends SluiceError {
  static override readonly code = "cancelled-run";
}

/** The run is paused: its result is asked for before it was resumed. */
export class PausedRun extends SluiceError {
  static override readonly code = "paused-run";
}

/** The run has not ended yet. */
export class UnfinishedRun extends SluiceError {
  static override readonly code = "unfinished-run";
}

/** The run completed, but its value was not kept or is gone from its storage. */
export class MissingResult extends SluiceError {
  static override readonly code = "missing-result";
}

/** What was waited for did not end in time. It goes on. */
export class TimedOutWaiting extends SluiceError {
  static override readonly code = "timed-out-waiting";
}

/** The task run took longer than its `timeoutSeconds`. */
export class TaskRunTimeoutError extends SluiceError {
  static override readonly code = "task-run-timeout-error";
}

/** The flow run took longer than its `timeoutSeconds`. */
export class FlowRunTimeoutError extends SluiceError {
  static override readonly code = "flow-run-timeout-error";
}

/** The store did not take a record of this run: the reason is the server's. */
export class RecordRefused extends SluiceError {
  static override readonly code = "record-refused";
}

/** An earlier result would be used, but an option of the task or flow forbids it. */
export class ReuseRefused extends SluiceError {
  static override readonly code = "reuse-refused";
}

/** The run cannot be gone on with here and now: the message says why, and what to do instead. */
export class NotResumable extends SluiceError {
  static override readonly code = "not-resumable";
}

/** A task that this one depends on did not complete. */
export class UpstreamTaskError extends SluiceError {
  static override readonly code = "upstream-task-error";
}

/** A run that is not paused cannot be resumed. */
export class NotPausedError extends SluiceError {
  static override readonly code = "not-paused-error";
}

/** Nobody resumed a paused flow run in time. */
export class FlowPauseTimeout extends SluiceError {
  static override readonly code = "flow-pause-timeout";
}

/** A flow run did not end within the time that the caller would wait. */
export class FlowRunWaitTimeout extends SluiceError {
  static override readonly code = "flow-run-wait-timeout";
}

// Concurrency

/** There is no limit of this name, and `strict` was given; or the server refused for good. */
export class ConcurrencySlotAcquisitionError extends SluiceError {
  static override readonly code = "concurrency-slot-acquisition-error";
}

/** No slot was free within `timeoutSeconds`. */
export class AcquireConcurrencySlotTimeoutError extends SluiceError {
  static override readonly code = "acquire-concurrency-slot-timeout-error";
}

// Signals: they end a run on purpose and no retry follows

/** Ends the run at once: another attempt has taken over, or the server refused the transition. */
export class Abort extends SluiceError {
  static override readonly code = "abort";
}

/** Leaves the run because it was paused or suspended. */
export class Pause extends SluiceError {
  static override readonly code = "pause";
}

/** The process was asked to end. */
export class TerminationSignal extends SluiceError {
  static override readonly code = "termination-signal";
}

// Definitions and calls

/** There is no flow of this name in the file. */
export class MissingFlowError extends SluiceError {
  static override readonly code = "missing-flow-error";
}

/** The file holds several flows and none was named. */
export class UnspecifiedFlowError extends SluiceError {
  static override readonly code = "unspecified-flow-error";
}

/** The user's file threw while it was being imported; `cause` is what it threw. */
export class ScriptError extends SluiceError {
  static override readonly code = "script-error";
}

/** The body of a flow threw while its calls were drawn; `cause` is what it threw. */
export class FlowVisualizationError extends SluiceError {
  static override readonly code = "flow-visualization-error";
}

/** Parameters do not fit the flow's schema. */
export class ParameterTypeError extends SluiceError {
  static override readonly code = "parameter-type-error";
}

/** Arguments do not fit the function's parameters. */
export class ParameterBindError extends SluiceError {
  static override readonly code = "parameter-bind-error";
}

/** Parameters name something that the function does not take. */
export class SignatureMismatchError extends SluiceError {
  static override readonly code = "signature-mismatch-error";
}

/** A parameter has a name that Sluice keeps for itself. */
export class ReservedArgumentError extends SluiceError {
  static override readonly code = "reserved-argument-error";
}

/** A name holds characters that the API does not allow. */
export class InvalidNameError extends SluiceError {
  static override readonly code = "invalid-name-error";
}

/** The lists given to `map` differ in length. */
export class MappingLengthMismatch extends SluiceError {
  static override readonly code = "mapping-length-mismatch";
}

/** `map` was given nothing to map over. */
export class MappingMissingIterable extends SluiceError {
  static override readonly code = "mapping-missing-iterable";
}

/** This is only possible inside a flow or task run. */
export class MissingContextError extends SluiceError {
  static override readonly code = "missing-context-error";
}

// Values

/** A value has no canonical text to make a key of. */
export class HashError extends SluiceError {
  static override readonly code = "hash-error";
}

// Server objects

/** The server has no object of this id or name. */
export class ObjectNotFound extends SluiceError {
  static override readonly code = "object-not-found";
}

/** The server has an object of this name already. */
export class ObjectAlreadyExists extends SluiceError {
  static override readonly code = "object-already-exists";
}

/** The server allows no more objects of this kind. */
export class ObjectLimitReached extends SluiceError {
  static override readonly code = "object-limit-reached";
}

/** The server does not know objects of this kind. */
export class ObjectUnsupported extends SluiceError {
  static override readonly code = "object-unsupported";
}

/** A protected block cannot be changed or deleted. */
export class ProtectedBlockError extends SluiceError {
  static override readonly code = "protected-block-error";
}

/** The block cannot do what is asked of it. */
export class BlockMissingCapabilities extends SluiceError {
  static override readonly code = "block-missing-capabilities";
}

/** An event is larger than the server accepts. */
export class EventTooLarge extends SluiceError {
  static override readonly code = "event-too-large";
}

// Set-up

/** Settings or options contradict each other. */
export class ConfigurationError extends SluiceError {
  static override readonly code = "configuration-error";
}

/** There is no profile of this name. */
export class MissingProfileError extends SluiceError {
  static override readonly code = "missing-profile-error";
}

/** A profile holds values that its settings do not allow. */
export class ProfileSettingsValidationError extends SluiceError {
  static override readonly code = "profile-settings-validation-error";
}

/** This is not the address of a repository. */
export class InvalidRepositoryUrlError extends SluiceError {
  static override readonly code = "invalid-repository-url-error";
}

/** The infrastructure of a flow run failed. */
export class InfrastructureError extends SluiceError {
  static override readonly code = "infrastructure-error";
}

/** The infrastructure of a flow run is gone. */
export class InfrastructureNotFound extends SluiceError {
  static override readonly code = "infrastructure-not-found";
}

/** The infrastructure cannot be reached from here. */
export class InfrastructureNotAvailable extends SluiceError {
  static override readonly code = "infrastructure-not-available";
}
