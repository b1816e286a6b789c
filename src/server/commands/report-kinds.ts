import { contract } from '../../shared/contract.ts';

/** `funnel`, `funnelPeople`, ...: the calls of the API's reports. */
export const REPORT_KINDS = Object.keys(contract.reports);
