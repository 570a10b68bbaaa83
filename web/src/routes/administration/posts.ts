import type { Person, Post } from '../../types/api'

type Held = Pick<Post, 'organisation_id' | 'title'>

/** The post the form shows; a person may hold others at other bodies. */
export function homePost(person: Pick<Person, 'posts' | 'organisation'>): Held | undefined {
  return person.posts.find(post => post.organisation_id === person.organisation.id)
}

/** All his posts once `now` stands where `before` stood: the server takes the whole list. An empty title is no post. */
export function postsWith(posts: readonly Held[], before: Held | undefined, now: Held): Held[] {
  const others = posts.filter(post => post !== before && !isSame(post, now))
  return [...(now.title ? [now] : []), ...others].map(({ organisation_id, title }) => ({
    organisation_id,
    title,
  }))
}

function isSame(one: Held, other: Held): boolean {
  return one.organisation_id === other.organisation_id && one.title === other.title
}
