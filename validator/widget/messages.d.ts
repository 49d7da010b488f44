/**
 * All that passes between the page and its worker: closed unions told apart by `kind`,
 * each message with the id of the request it belongs to.
 *
 * What is named in snake case is JSON of the core's (`core/bridge.py`).
 */

export type FieldName = "api_key" | "secret_key" | "passphrase";
export type Values = Record<FieldName, string>;

/** Where the runtime lies, the bytes of each of its files as they arrive, and what they hold. */
export interface Runtime {
  base: string;
  /** The core's name in the lock file. */
  package: string;
  lock: object;
  files: Record<string, number>;
  /** A Python that has started already: its module, an empty library, the bytes of its memory, and
      its snapshot's beginning in Base64. */
  image: { file: string; packed: string; library: string; memory: number; head: string };
}

/** From the image, or, where that cannot be had or does not run, from compiled modules. */
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

/** The texts of the fields, with what the person decided about them. */
export interface Entered extends Values {
  /** The texts that count as they stand, without a repair. */
  undone?: Partial<Values>;
  /** The number of the key to take where a text holds several. */
  chosen?: number;
}

export interface Form extends Entered {
  site: string;
  /** Further sites that the person agreed to, and those that do not know the key. */
  agreed: string[];
  not_found: string[];
  confirmed: Partial<Values>;
  time_zone: string;
  /** Whether the check before led to no answer that helps. */
  failed_before: boolean;
}

/** What the core wants to know of the page. */
export interface Page {
  help_url: string;
  version: string;
  user_agent: string;
  language: string;
  api_host: string;
  api_path: string;
}

/** What was taken off a field's text, or could be. */
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

/** What is known of the form before OKX is asked. */
export interface Inspected {
  /** What to put into the form where a text was taken apart, and a sentence that says so. */
  fields: Values | null;
  summary: string | null;
  findings: Finding[];
  /** Whether these values may be sent; "ask": after the person confirmed what is unusual. */
  sendable: "yes" | "ask" | "no";
  repairs: Repair[];
  choices: Choice[];
  /** Values that stand in each other's fields, each in its own. */
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
  /** An IP address that the step needs. */
  copy: string | null;
  /** The page that shows how, below the help center's address, and what its link says. */
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

/** A request that was sent to our proxy, its values masked by the core. */
export interface SentRequest {
  method: string;
  host: string;
  path: string;
  /** The size of its body. */
  bytes: number;
  fields: { name: string; shown: string }[];
  /** What our proxy asks OKX because of it. */
  okx: string | null;
  /** What came back; null where nothing did. */
  status: number | null;
}

/** All there is to show of a check. */
export interface Result {
  verdict: Verdict;
  inspection: Inspected;
  /** The unusual values that have to be confirmed before anything is sent. */
  unconfirmed: Partial<Values>;
  /** The values as they would be sent, and what may be shown of the key. */
  values: Values;
  key: string;
  sent: SentRequest[];
  report: string;
  opens_report: boolean;
  clock_note: string | null;
  asked: Site[];
  /** The site that knows the key, those that do not, and those that may. */
  site: string | null;
  not_found: string[];
  other_sites: Site[];
}

/** What is shown for a finding or a practice account; nothing is sent for it. */
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
  /** Ends a check before its next request; it has no answer of its own. */
  | { kind: "cancel"; id: number }
  /** `name` is a finding's code or a practice account's name. */
  | { kind: "rehearse"; id: number; name: string; page: Page };

export type Response =
  /** The worker listens: what is posted from now on is not lost. */
  | { kind: "listening"; id: 0 }
  | { kind: "progress"; id: number; received: number; total: number }
  | { kind: "started"; id: number }
  | ({ kind: "inspected"; id: number } & Inspected)
  /** A request leaves; `site` is null where it asks for the time. */
  | { kind: "asking"; id: number; site: string | null }
  | { kind: "checked"; id: number; result: Result }
  | { kind: "canceled"; id: number }
  /** Null where no finding and no practice account has the name. */
  | { kind: "rehearsed"; id: number; rehearsal: Rehearsal | null }
  | { kind: "failed"; id: number };

type WithoutId<Message> = Message extends Request ? Omit<Message, "id"> : never;
/** What a checker may ask once Python is ready. */
export type Question = WithoutId<Exclude<Request, { kind: "start" | "cancel" }>>;

/** What answers a question of each kind; a check that was canceled has no result. */
export interface Replies {
  inspect: Inspected;
  check: { result?: Result };
  rehearse: { rehearsal: Rehearsal | null };
}
