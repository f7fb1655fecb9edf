/** The libraries as they are built and run, not as the tests transform them. */
const lib = (name) => import(`../../../dist/libs/${name}/src/index.js`);

export const [credential, model, kafka, testing, agreement, keys] = await Promise.all(
  ['credential', 'exchange-model', 'kafka', 'testing', 'sharing-agreement', 'keys'].map(lib),
);
