import { Link } from '@tanstack/react-router';
import type { FunnelQuestion } from '../../shared/reports/funnel.ts';
import type { MapQuestion } from './map-question.ts';
import styles from './report-link.module.css';

interface ReportLinkProps {
  /** null = the number has no report */
  funnel: FunnelQuestion | null;
  period: MapQuestion['period'];
  children: string;
}

/** From a number of the map to the report that takes it apart, over the same days. */
export function ReportLink({ funnel, period, children }: ReportLinkProps) {
  if (funnel === null) return null;
  return (
    <Link to="/reports/funnel" search={{ q: { ...funnel, period } }} className={styles.link}>
      {children}
    </Link>
  );
}
