// kubectl port-forward, with curl on the learner's own machine.
import { beforeAll, describe, expect, it } from 'vitest';
import { createLearner, type Learner } from './learner.ts';

let learner: Learner;

beforeAll(async () => {
  learner = await createLearner();
  await learner.type('kubectl create deploy web --image=nginx --port=80; kubectl expose deploy web --port=8888 --target-port=80');
  await learner.type('kubectl rollout status deploy web');
});

describe('port-forward', () => {
  it('leads from a local port into a pod, and on until it is stopped', async () => {
    const forwarding = learner.start('kubectl port-forward deploy/web 8080:80');
    await learner.clock.advance(100);
    const get = async () => {
      const connection = await learner.machine.net.connect('127.0.0.1', 8080);
      await connection.write('GET / HTTP/1.0\r\n\r\n');
      let text = '';
      for (let bytes = await connection.read(); bytes; bytes = await connection.read()) text += new TextDecoder().decode(bytes);
      return text;
    };
    for (let times = 0; times < 2; times++) expect(await learner.clock.drive(get())).toContain('<title>Welcome to nginx!</title>');
    const connection = 'Handling connection for 8080\n';
    expect(forwarding.out()).toBe(`Forwarding from 127.0.0.1:8080 -> 80\n${connection}${connection}`);
    expect((await learner.type('kubectl port-forward deploy/web 8080:80')).err).toBe(
      'Unable to listen on port 8080: Listeners failed to create with the following errors: [unable to create listener: Error listen tcp4 127.0.0.1:8080: bind: address already in use]\n' +
        'error: unable to listen on any of the requested ports: [{8080 80}]\n',
    );
    expect(await forwarding.stop()).toBe(130);
    await expect(learner.clock.drive(learner.machine.net.connect('127.0.0.1', 8080))).rejects.toThrow('ECONNREFUSED');
  });

  it('takes the port of a service for the one of its pod', async () => {
    const forwarding = learner.start('kubectl port-forward svc/web 8888');
    await learner.clock.advance(100);
    expect(forwarding.out()).toBe('Forwarding from 127.0.0.1:8888 -> 80\n');
    await forwarding.stop();
    expect((await learner.type('kubectl port-forward svc/web 80')).err).toBe('error: Service web does not have a service port 80\n');
  });

  it('ends when nothing listens in the pod', async () => {
    const forwarding = learner.start('kubectl port-forward deploy/web 8080:81');
    await learner.clock.advance(100);
    const connection = await learner.clock.drive(learner.machine.net.connect('127.0.0.1', 8080));
    await expect(learner.clock.drive(connection.read())).rejects.toThrow('ECONNRESET');
    expect(forwarding.out()).toMatch(
      / portforward\.go:424\] "Unhandled Error" err="an error occurred forwarding 8080 -> 81: error forwarding port 81 to pod /,
    );
    expect(forwarding.out()).toMatch(/connection refused .*\nerror: lost connection to pod\n$/);
    expect(await forwarding.stop()).toBe(1);
  });
});

it('never breaks in a way that is a bug', () => {
  expect(learner.bugs()).toEqual([]);
});
