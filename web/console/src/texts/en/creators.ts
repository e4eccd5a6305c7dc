export const creators = {};
