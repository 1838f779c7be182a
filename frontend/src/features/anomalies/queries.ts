import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, dataOf } from '@/api/client';
import { listQuery } from '@/api/list-query';
import type { AnomalyReview, AnomalySettingsRequest } from '@/api/types';
import type { ListState } from '@/lib/url-state';

/** A page of the anomalies of customers, the newest first. */
export const anomaliesQuery = (receiver: string, state: ListState) =>
  queryOptions({
    queryKey: ['anomalies', 'list', receiver, state],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/finops/anomalies', { params: { header: { 'X-Account-Id': receiver }, query: listQuery(state) }, signal })),
    placeholderData: keepPreviousData,
  });

/** One anomaly with the days around it. */
export const anomalyQuery = (receiver: string, anomalyId: string) =>
  queryOptions({
    queryKey: ['anomalies', 'detail', receiver, anomalyId],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/finops/anomalies/{anomaly_id}', {
          params: { header: { 'X-Account-Id': receiver }, path: { anomaly_id: anomalyId } },
          signal,
        }),
      ),
  });

/** When a deviation is an anomaly. */
export const anomalySettingsQuery = (receiver: string) =>
  queryOptions({
    queryKey: ['anomalies', 'settings', receiver],
    queryFn: ({ signal }) => dataOf(api.GET('/finops/anomaly-settings', { params: { header: { 'X-Account-Id': receiver } }, signal })),
    staleTime: 0,
  });

/** Says what was made of an anomaly; lists and summaries that count it are read again. */
export function useReviewAnomaly(receiver: string, anomalyId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: AnomalyReview) =>
      dataOf(
        api.PUT('/finops/anomalies/{anomaly_id}/review', {
          params: { header: { 'X-Account-Id': receiver }, path: { anomaly_id: anomalyId } },
          body,
        }),
      ),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['anomalies'] }),
        queryClient.invalidateQueries({ queryKey: ['finops', 'overview'] }),
        queryClient.invalidateQueries({ queryKey: ['dashboard'] }),
      ]),
  });
}

/** Changes when a deviation is an anomaly; anomalies are found anew by the server. */
export function useChangeAnomalySettings(receiver: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: AnomalySettingsRequest) =>
      dataOf(api.PUT('/finops/anomaly-settings', { params: { header: { 'X-Account-Id': receiver } }, body })),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['anomalies'] }),
        queryClient.invalidateQueries({ queryKey: ['finops', 'overview'] }),
        queryClient.invalidateQueries({ queryKey: ['dashboard'] }),
      ]),
  });
}
