export default async function tearDown() {
  await globalThis.passerelleSandbox?.stop();
}
