import { UserManager } from 'oidc-client-ts';

// Hands what the issuer answered to the page around this frame, which knows what it asked for.
void new UserManager({ authority: '', client_id: '', redirect_uri: '' }).signinSilentCallback();
