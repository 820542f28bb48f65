/** How a program ended, and all that it wrote. */
export interface Execution {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program that ends soon, without a shell; its exit code is a result. Throws where it cannot be started. */
export type Execute = (
  program: string,
  args: readonly string[],
  options: { readonly env: Readonly<Record<string, string>>; readonly cwd?: string },
) => Promise<Execution>;
