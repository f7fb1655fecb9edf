import sparticuz from '@sparticuz/chromium';

/** What the package sets for servers and what would make a test see another browser than officers have. */
const UNWANTED = /^--(disable-web-security|single-process|no-zygote|allow-running-insecure-content|headless)/;

/** The headless Chromium of the tests and the benchmarks; plain JavaScript, because both run it. */
export async function headlessChromium() {
  return {
    executablePath: await sparticuz.executablePath(),
    args: [...sparticuz.args.filter((flag) => !UNWANTED.test(flag)), '--no-sandbox'],
  };
}
