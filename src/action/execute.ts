import { getExecOutput } from '@actions/exec';
import type { Execute } from '../helm/execute.js';

/** Runs a program, and shows nothing of what it writes. */
export const execute: Execute = (program, args, options) =>
  getExecOutput(program, [...args], { ...options, silent: true, ignoreReturnCode: true });
