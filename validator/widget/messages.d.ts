/**
 * All that passes between the page and its worker: closed unions told apart by `kind`,
 * each message with the id of the request it belongs to.
 */

export type FieldName = "api_key" | "secret_key" | "passphrase";
export type Values = Record<FieldName, string>;

/** The texts of the fields, with what the person decided about them (`core.bridge.inspect`). */
export interface Entered extends Values {
  /** The texts that count as they stand, without a repair. */
  undone?: Partial<Values>;
  /** The number of the key to take where a text holds several. */
  chosen?: number;
}

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
export type Way = "image" | "compiled";

export interface Finding {
  code: string;
  severity: "ok" | "info" | "warning" | "error";
  field: FieldName | null;
  title: string;
  fix: string;
}

/** What was taken off a field's text, or could be (`core.bridge.inspect`). */
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
}

export interface Site {
  name: string;
  login_host: string;
  api_host: string;
}

export interface Verdict {
  outcome: "read-only" | "too-powerful" | "unusable" | "unknown" | null;
  headline: string;
  findings: Finding[];
  other_sites: Site[] | null;
  /** Whether the site knows the key; null where it did not say. */
  is_known: boolean | null;
  /** What OKX refused with. */
  okx_code: string | null;
  /** Whether OKX deletes the key by itself, and the sentence that says so; null if unknown. */
  expiry: "never" | "when-idle" | null;
  expiry_text: string | null;
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

/** What is shown for a finding or a practice account; nobody is asked for it. */
export interface Rehearsal {
  values: Values;
  site: string;
  /** What is found about the format of the values. */
  findings: Finding[];
  verdict: Verdict;
}

/** What a report for support says of the page, the browser and the live test. */
export interface ReportPage {
  help_url: string;
  version: string;
  user_agent: string;
  language: string;
  request_id: string | null;
  clock_off_seconds: number | null;
}

export type Request =
  | { kind: "start"; id: number; runtime: Runtime; api: string; way: Way }
  | { kind: "inspect"; id: number; values: Entered }
  /** Ends a check before its next request; it has no answer of its own. */
  | { kind: "cancel"; id: number }
  | {
      kind: "check";
      id: number;
      values: Entered;
      /** Unusual values that the person wants to be checked all the same, as they would be sent. */
      confirmed: Partial<Values>;
      sites: string[];
      asked: string[];
    }
  | { kind: "clean"; id: number; values: Entered }
  /** `name` is a finding's code or a practice account's name. */
  | { kind: "rehearse"; id: number; name: string }
  | {
      kind: "report";
      id: number;
      values: Entered;
      verdict: Verdict;
      sites: string[];
      page: ReportPage;
    };

export type Response =
  /** The worker listens: what is posted from now on is not lost. */
  | { kind: "listening"; id: 0 }
  | { kind: "progress"; id: number; received: number; total: number }
  | { kind: "started"; id: number }
  | ({ kind: "inspected"; id: number } & Inspected)
  | {
      kind: "checked";
      id: number;
      verdict: Verdict;
      /** The unusual values to be confirmed first, as they would be sent; nothing was sent then. */
      unconfirmed: Partial<Values>;
      /** The sites whose requests were sent, and those of them that do not know the key. */
      asked: string[];
      notKnownAt: string[];
      clockOffSeconds: number | null;
      sent: SentRequest[];
      /** The id that our proxy gave to the last request. */
      requestId: string | null;
    }
  | { kind: "cancelled"; id: number }
  | { kind: "cleaned"; id: number; values: Values }
  /** Null where no finding and no practice account has the name. */
  | { kind: "rehearsed"; id: number; rehearsal: Rehearsal | null }
  | { kind: "reported"; id: number; text: string }
  | { kind: "failed"; id: number };

type WithoutId<Message> = Message extends Request ? Omit<Message, "id"> : never;
/** What a checker may ask once Python is ready. */
export type Question = WithoutId<Exclude<Request, { kind: "start" | "cancel" }>>;
