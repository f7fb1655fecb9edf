#!/usr/bin/env node
import { program } from './program.js';

try {
  await program().parseAsync();
} catch (error) {
  console.error(`passctl: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
