import { afterAll } from '@jest/globals';
import './exit-code.js';
import { removeTempFolders } from './lab.js';

// A process under jest is never told of its own end.
afterAll(removeTempFolders);
