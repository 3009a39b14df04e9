// The session contract on the lab server, over real sockets.
import { describeSessionHost } from '../session/host-contract.ts';
import { join, startServer } from './world.ts';

describeSessionHost('on the lab server', async ({ findLab, drivers, clock }) => {
  const server = await startServer({ findLab, drivers, clock });
  const { host, channel } = (await join(server, 'one-answer')).page();
  await channel.ready;
  return {
    host,
    async close() {
      channel.close();
      await server.close();
    },
  };
});
