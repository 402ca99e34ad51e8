// What the server sends, as the classes of the same names in spacerr/state and spacerr/domain say it.
// A view that has not been sent yet is undefined, or has its first values: an empty id or version.

interface MessageView {
  id: string;
  role: string;
  status: string;
  label: string;
  text: string;
  parent: string;
  siblings: string[];
  error: string;
  request_id: string;
  another_model: boolean;
  wrong_key: boolean;
  too_long: boolean;
  writer: string;
  thought: string;
  note: string;
  continuable: boolean;
  asker: string;
  kind: string;
  steps: StepView[];
}

interface StepView {
  id: string;
  /** Where it stands in the reply's text, in UTF-16 units. */
  at: number;
  title: string;
  state: "preparing" | "running" | "waiting" | "succeeded" | "failed" | "cancelled";
  /** What was asked, in one line. */
  brief: string;
  /** 0 while unknown. */
  seconds: number;
  /** Why it failed or was cancelled. */
  sentence: string;
  /** What a running tool says of itself. */
  progress: string;
  /** Those that persons were asked; what an open one asks is left out once it is decided. */
  questions: QuestionView[];
  /** Those that the tool has shown. */
  images: ImageView[];
}

/** An image, with its size in pixels. */
interface ImageView {
  id: string;
  width: number;
  height: number;
}

type Decision = "accept" | "accept-in-chat" | "decline" | "cancel" | "expired";

interface QuestionView {
  id: string;
  kind: "confirm" | "form" | "link";
  message: string;
  fields: FieldView[];
  url: string;
  /** Whether the answer may count for the whole chat. */
  rememberable: boolean;
  /** In milliseconds since 1970. */
  until: number;
  /** "" while it waits. */
  decision: Decision | "";
}

interface FieldView {
  name: string;
  title: string;
  kind: string;
  description: string;
  required: boolean;
  choices: { value: string; title: string }[];
  /** Bounds of a number, of the characters of a text, or of how many are chosen. */
  least: number | null;
  most: number | null;
  default: string | number | boolean | string[] | null;
}

/** Why a question can't be answered so; the sentence is "" where it was. */
interface AnswerView {
  version: string;
  id: string;
  sentence: string;
  field: string;
}

/** The newest question that waits for the user, and how many do. */
interface WaitingView {
  count: number;
  id: string;
  chat_id: string;
  chat_title: string;
  title: string;
  asked_at: number;
}

interface StepDetailsView {
  version: string;
  id: string;
  arguments: string;
  result: string;
  /** Text that the model wasn't told. */
  for_people: string;
}

interface OpenedView {
  chat_id: string;
  version: string;
  earlier: boolean;
  messages: MessageView[];
}

interface OlderView {
  chat_id: string;
  before: string;
  earlier: boolean;
  messages: MessageView[];
}

interface ThoughtsView {
  id: string;
  text: string;
}

interface ChatLine {
  id: string;
  revision: number;
  archived: boolean;
  title: string;
  team_id: string;
  owner: string;
  shared: string;
  right: number;
  active_at: number;
  pinned_at: number;
  project_id: string;
  running: string;
  /** Whether its reply waits for a person. */
  waiting: boolean;
  replied_at: number;
  seen_at: number;
  /** Only on the page: it was deleted here, and the server hasn't said so yet. */
  deleted?: boolean;
}

interface ProjectLine {
  id: string;
  revision: number;
  archived: boolean;
  team_id: string;
  name: string;
  colour: string;
  created_at: number;
  deleted: boolean;
}

interface TeamLine {
  id: string;
  name: string;
  [more: string]: unknown;
}

/** By audience, the id of the last event that a list knows of. */
type Cursor = Record<string, string>;

/** The last line of a list: when its chat was last active, and the chat's id. */
type ListEnd = [activeAt: number, id: string];

interface ListView {
  version: string;
  me: string;
  local: boolean;
  cursor: Cursor;
  team_id: string;
  project_id: string;
  archived: boolean;
  lines: ChatLine[];
  end: ListEnd;
  more: boolean;
  projects: ProjectLine[];
}

interface NextPageView {
  version: string;
  lines: ChatLine[];
  end: ListEnd;
  more: boolean;
}

interface TeamsView {
  version: string;
  teams: TeamLine[];
}

type ChatEvent =
  | { type: "chat.created" | "chat.updated" | "chat.seen" | "chat.waiting"; line: ChatLine }
  | { type: "reply.started"; line: ChatLine; reply_id: string }
  | ReplyFinished
  | { type: "chat.deleted"; chat_id: string; revision: number }
  | { type: "project.updated"; project: ProjectLine }
  | { type: "studio.changed"; team_id: string };

interface ReplyFinished {
  type: "reply.finished";
  line: ChatLine;
  reply_id: string;
  status: string;
}

interface NewsView {
  after: Cursor;
  cursor: Cursor;
  events: ChatEvent[];
}
