import type { Plugin } from 'vite';

export function fontFiles(folder: string): Plugin;
