import type { ReactNode } from 'react';

interface MoreButtonProps {
  /** of `useInfiniteQuery` */
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  children: ReactNode;
}

/** Loads the next page of a list; nothing after the last one. */
export function MoreButton({ query, children }: MoreButtonProps) {
  if (!query.hasNextPage) return null;
  return (
    <button
      type="button"
      className="button"
      disabled={query.isFetchingNextPage}
      onClick={() => query.fetchNextPage()}
    >
      {children}
    </button>
  );
}
