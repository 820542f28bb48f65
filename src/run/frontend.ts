import type { Diagnosis } from '../diagnosis/diagnosis.js';
import type { Run } from '../guard/lease.js';
import type { Get } from '../inputs/fields.js';
import type { Inputs } from '../inputs/inputs.js';
import type { ChangedFiles } from '../plan/migration-files.js';
import type { Links } from '../report/links.js';
import type { OutputFacts, Outputs } from '../report/outputs.js';

/** Where an error is shown, beside its text. */
export interface Place {
  readonly title: string;
  /** A file of the repository, from the workspace's root. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/** What a run prints, line by line. Every text has to be harmless: escaped, and without secrets. */
export interface Output {
  /** Lines of the log; they are on their way when this returns. */
  readonly write: (text: string) => void;
  /** Begins the lines of some hooks. Groups do not nest. */
  readonly startGroup: (title: string) => void;
  readonly endGroup: () => void;
  readonly warn: (message: string) => void;
  /** Something to know though all is well. */
  readonly notice: (message: string) => void;
  /** The one error of the run. */
  readonly fail: (message: string, place: Place) => void;
  /** A text that others who print must not show from now on. */
  readonly mask: (secret: string) => void;
  /** For whoever looks for a bug of ours. */
  readonly debug: (message: string) => void;
  /** Resolves when most of what was written has left us, so that who waits for it never writes too much at once. */
  readonly drained: () => Promise<void>;
}

/** What asks whether another run is over. */
export interface RunCheck {
  readonly run: Run;
  readonly token: string | undefined;
  readonly cancelled: AbortSignal;
  readonly say: (text: string) => void;
}

/** What is published beside the diagnosis. */
export interface Results extends OutputFacts {
  readonly diagnosis: Diagnosis;
  /** Write the job summary. */
  readonly summary: boolean;
}

/** What was published, with the links that were looked for. */
export interface Published extends Results {
  readonly links: Links;
}

/** Writes what came of a run. */
export interface ResultWriter {
  /** Where the report leads to. */
  readonly readLinks: (diagnosis: Diagnosis) => Links;
  readonly setOutputs: (outputs: Outputs) => void;
  /** May throw: then a warning says why. */
  readonly writeSummary: (markdown: string) => Promise<void> | void;
}

/** What starts a run, and shows what comes of it: the GitHub Action, or the command line. */
export interface Frontend {
  readonly output: Output;
  /** The text of an input as it was given, or its default. */
  readonly readInput: Get;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start from. */
  readonly workspace: string;
  /** Where they may lead. */
  readonly bounds: string;
  /** Where our folder goes; undefined means the system's. */
  readonly tempFolder: string | undefined;
  /** The URL of the CI's run that we are a part of; undefined outside of one. */
  readonly runUrl: string | undefined;
  /** Which attempt of that run it is; undefined outside of one. */
  readonly runAttempt: number | undefined;
  /** The commit that is deployed, where it is known. */
  readonly commit: string | undefined;
  /** Our folder was made; for whoever removes it if we are killed. */
  readonly keepFolder: (folder: string) => void;
  /** True where another run is known to be over. Never throws. */
  readonly isOver: (other: Run, check: RunCheck) => Promise<boolean>;
  /** The files that the run's pull request changes. Never throws, and ends soon after `cancelled` aborts. */
  readonly listChangedFiles: (
    token: string | undefined,
    cancelled: AbortSignal,
  ) => Promise<ChangedFiles>;
  /** What writes the results. It is loaded while helm runs, since it takes its time. */
  readonly loadResultWriter: () => Promise<ResultWriter>;
  /** The last word, after all else; `inputs` is undefined where they are wrong. Never throws. */
  readonly finish: (published: Published, inputs: Inputs | undefined) => Promise<void>;
}
