import { jest } from '@jest/globals';

/** Nothing here asserts a duration; this only ends what hangs. */
jest.setTimeout(180_000);
