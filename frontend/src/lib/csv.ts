import type { ListState } from './url-state';

/** Which rows of a list a file holds: those of the page that is shown, or all that match. */
export type CsvPart = 'page' | 'all';

/** A file as the server made it. */
export interface CsvFile {
  name: string;
  content: Blob;
}

/** Reads a list as CSV, with these columns (properties of the contract, nested ones with a dot) or all. */
export type CsvSource = (state: ListState, part: CsvPart, columns: string[]) => Promise<CsvFile>;

/** Hands the file to the browser, which saves it as it saves any download. */
export function saveFile({ name, content }: CsvFile): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the content over once the click was handled.
  window.setTimeout(() => URL.revokeObjectURL(address), 0);
}
