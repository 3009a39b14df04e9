// The lab server, and the site that it serves.
export { createLabServer, type LabServer, type LabServerOptions } from './lab-server.ts';
export { defaultLimits, type Limits } from './limits.ts';
export { createSiteServer, type SiteServerOptions } from './site-server.ts';
