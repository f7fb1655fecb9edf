#!/usr/bin/env node
import { program } from './program.js';

try {
  const passctl = await program(process.argv[2]);
  await passctl.parseAsync();
} catch (error) {
  console.error(`passctl: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
