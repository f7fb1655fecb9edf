import type { Nation } from './nations.js';
import type { Officer } from './openid/officers.js';

/** Who may sign in to a nation's console in the demonstration. Officers are named by function: nobody is invented. */
export function demoOfficers({ posts }: Nation): Officer[] {
  const [post] = posts;
  return [
    { username: 'desk1', name: 'Permanence 1', roles: ['desk'] },
    { username: 'desk2', name: 'Permanence 2', roles: ['desk'] },
    {
      username: 'post1',
      name: `Poste ${post?.name ?? '1'}`,
      roles: ['post'],
      ...(post === undefined ? {} : { post: post.code }),
    },
    { username: 'supervisor', name: 'Superviseur', roles: ['supervisor'] },
    { username: 'centre', name: 'Centre national', roles: ['national-centre'] },
    { username: 'chief', name: 'Chef de permanence', roles: ['desk', 'supervisor'] },
  ];
}
