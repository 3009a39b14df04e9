// The transport contract on a MessagePort.
import { portTransport } from '../../src/terminal/index.ts';
import { describeTransport } from './transport-contract.ts';

describeTransport('a MessagePort', () => {
  const { port1, port2 } = new MessageChannel();
  return { screen: portTransport(port1), host: Promise.resolve(portTransport(port2)) };
});
