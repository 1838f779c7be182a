import { tables } from './harness/tables';
import { tableSuite } from './table-suite';

for (const table of tables) tableSuite(table);
