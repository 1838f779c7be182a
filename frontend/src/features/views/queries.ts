import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import type { SavedView, SavedViewRequest } from '@/api/types';

const key = (table: string) => ['views', table];

/** The person's saved views of a table, by name. */
export const savedViewsQuery = (table: string) =>
  queryOptions({
    queryKey: key(table),
    queryFn: ({ signal }) => dataOf(api.GET('/me/views', { params: { query: { filter: [`table:eq:${table}`], sort: 'name', limit: 100 } }, signal })),
  });

/** Saves a view: a new one, or the one with an id. */
export function useSaveView(table: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, body }: { id: string | undefined; body: SavedViewRequest }): Promise<SavedView> =>
      id === undefined
        ? dataOf(api.POST('/me/views', { body }))
        : dataOf(api.PUT('/me/views/{view_id}', { params: { path: { view_id: id } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: key(table) }),
  });
}

/** Deletes a saved view. */
export function useDeleteView(table: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      await api.DELETE('/me/views/{view_id}', { params: { path: { view_id: id } } });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: key(table) }),
  });
}
