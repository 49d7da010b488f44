/**
 * The messages between the page and its worker: closed unions discriminated by `kind`,
 * each message with the id of its request.
 *
 * Properties in snake case are the core's JSON (`core/bridge.py`).
 */

export type FieldName = "api_key" | "secret_key" | "passphrase";
export type Values = Record<FieldName, string>;

/** The address and the files of Python's runtime. */
export interface Runtime {
  base: string;
  /** The core's name in the lock file. */
  package: string;
  lock: object;
  /** Uncompressed sizes, in bytes. */
  files: Record<string, number>;
  /** A Python that has already started: its module and a packed copy, an empty library, the size of
      its memory in bytes, and the head of its snapshot in Base64. */
  image: { file: string; packed: string; library: string; memory: number; head: string };
}

/** From the image, or, if that cannot be loaded or run, from compiled modules. */
export type StartMethod = "image" | "compiled";

export interface Finding {
  code: string;
  severity: "ok" | "info" | "warning" | "error";
  field: FieldName | null;
  title: string;
  fix: string;
}

export interface Site {
  name: string;
  login_host: string;
  api_host: string;
  place: string;
  domain: string;
}

/** The texts of the fields, with the user's decisions about them. */
export interface Entered extends Values {
  /** The texts to take unrepaired. */
  undone?: Partial<Values>;
  /** The number of the key to take if a text holds several. */
  chosen?: number;
}

export interface Form extends Entered {
  site: string;
  /** Further sites that the user agreed to ask, and those that do not know the key. */
  agreed: string[];
  not_found: string[];
  confirmed: Partial<Values>;
  time_zone: string;
  /** Whether the previous check did not help. */
  failed_before: boolean;
}

/** The facts of the page that the core needs, mostly for the report. */
export interface Page {
  help_url: string;
  version: string;
  user_agent: string;
  language: string;
  api_host: string;
  api_path: string;
}

/** A repair of a field's text, done or only offered. */
export interface Repair {
  field: FieldName;
  before: string;
  after: string;
  is_done: boolean;
}

/** One of several keys in a text. */
export interface Choice {
  label: string;
  last: string;
}

/** The core's judgment of the form before OKX is asked. */
export interface Inspected {
  /** The values to put into the form if a text was split up, and a sentence that says so. */
  fields: Values | null;
  summary: string | null;
  findings: Finding[];
  /** Whether these values may be sent; "ask": once the user has confirmed what is unusual. */
  sendable: "yes" | "ask" | "no";
  repairs: Repair[];
  choices: Choice[];
  /** The values in their own fields, if two were entered in each other's. */
  swapped: Values | null;
}

/** The one next step. */
export interface Action {
  kind:
    | "continue"
    | "open-okx"
    | "edit-field"
    | "try-sites"
    | "confirm-ip"
    | "check-again"
    | "contact-support";
  label: string;
  address: string | null;
  field: FieldName | null;
  sites: string[];
  /** An IP address to copy for the step. */
  copy: string | null;
  /** The page that shows how, relative to the help center's address, and its link's text. */
  guide: string | null;
  guide_label: string | null;
}

export interface Verdict {
  outcome: "read-only" | "too-powerful" | "unusable" | "unknown" | null;
  cause: string;
  headline: string;
  explanation: string;
  action: Action;
  notes: string[];
  findings: Finding[];
  okx_code: string | null;
}

/** A request that was sent to our proxy, with its values masked by the core. */
export interface SentRequest {
  method: string;
  host: string;
  path: string;
  /** The size of its body. */
  bytes: number;
  fields: { name: string; shown: string }[];
  /** The request that our proxy then sends to OKX. */
  okx: string | null;
  /** The response's status; null if there was no response. */
  status: number | null;
}

/** Everything that the page shows about a check. */
export interface Result {
  verdict: Verdict;
  inspection: Inspected;
  /** Unusual values to confirm before anything is sent. */
  unconfirmed: Partial<Values>;
  /** The values as they would be sent, and the API key shortened for display. */
  values: Values;
  key: string;
  sent: SentRequest[];
  report: string;
  opens_report: boolean;
  clock_note: string | null;
  asked: Site[];
  /** The site that knows the key, those that do not, and those that might. */
  site: string | null;
  not_found: string[];
  other_sites: Site[];
}

/** A made-up example of a finding, or a practice account; nothing is sent for it. */
export interface Rehearsal {
  values: Values;
  site: string;
  result: Result;
}

/** A request of a check to our proxy. */
export interface ProxyRequest {
  method: "GET" | "POST";
  path: string;
  body: string;
  site: string | null;
  time_limit_ms: number;
}

export type Request =
  | { kind: "start"; id: number; runtime: Runtime; api: string; method: StartMethod }
  | { kind: "inspect"; id: number; values: Entered }
  | { kind: "check"; id: number; form: Form; page: Page }
  /** Ends a check before its next request; it has no reply of its own. */
  | { kind: "cancel"; id: number }
  /** `name` is a finding's code or a practice account's name. */
  | { kind: "rehearse"; id: number; name: string; page: Page };

export type Response =
  /** The worker listens: no message is lost from now on. */
  | { kind: "listening"; id: 0 }
  | { kind: "progress"; id: number; received: number; total: number }
  | { kind: "started"; id: number }
  | ({ kind: "inspected"; id: number } & Inspected)
  /** A request is being sent; `site` is null if it asks for the time. */
  | { kind: "asking"; id: number; site: string | null }
  | { kind: "checked"; id: number; result: Result }
  | { kind: "canceled"; id: number }
  /** Null if no finding and no practice account has the name. */
  | { kind: "rehearsed"; id: number; rehearsal: Rehearsal | null }
  | { kind: "failed"; id: number };

type WithoutId<Message> = Message extends Request ? Omit<Message, "id"> : never;
/** The requests that a checker may make once Python is ready. */
export type Question = WithoutId<Exclude<Request, { kind: "start" | "cancel" }>>;

/** The reply to each kind of question; a canceled check has no result. */
export interface Replies {
  inspect: Inspected;
  check: { result?: Result };
  rehearse: { rehearsal: Rehearsal | null };
}
