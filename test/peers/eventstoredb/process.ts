import { serve } from '../../setup/child';
import { Peer } from './peer';

// A peer in a process of its own, for tests that measure their own process. Answers any message with its address.
const peer = Peer.start();
serve(async () => (await peer).url);
