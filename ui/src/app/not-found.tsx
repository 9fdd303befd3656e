import { Link } from "@tanstack/react-router";
import { EmptyState } from "../pieces/empty-state.tsx";

export function NotFound() {
  return (
    <EmptyState title="There is no page at this address">
      <Link to="/dashboard">Go to the dashboard</Link>, or press Ctrl K to search.
    </EmptyState>
  );
}
