import { setupServer } from 'msw/node';

/** Answers the requests of component tests. A request no test prepared for fails the test. */
export const server = setupServer();
